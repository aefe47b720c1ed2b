namespace Aspire.Hosting.ApplicationModel;

/// <summary>The value of a parameter that nobody has set.</summary>
public abstract class ParameterDefault
{
    /// <summary>Makes the value.</summary>
    public abstract string GetDefaultValue();
}
