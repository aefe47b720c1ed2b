namespace Platform.Tools.Declarations;

/// <summary>What a package needs after unpacking.</summary>
internal enum UnpackStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The <c>aspire</c> program unpacks the engine and the dashboard.</summary>
    AspireBundle,

    /// <summary>Links between library versions are created.</summary>
    PostgresLinks,
}
