namespace Platform.ServiceDefaults.Pausing;

/// <summary>What a service holds of its data, to be let go for a pause and taken up after it.</summary>
public interface IPausable
{
    /// <summary>Lets go of everything, so that the data may be copied or replaced. Nobody is inside the <see cref="PauseGate"/>.</summary>
    /// <returns>False when it cannot be done now: there is no pause then.</returns>
    Task<bool> CloseAsync();

    /// <summary>Takes up the data as it is now, with nothing remembered.</summary>
    /// <returns>False when only a restart helps.</returns>
    Task<bool> OpenAsync();
}
