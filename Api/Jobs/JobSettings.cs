using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Jobs;

/// <summary>Work in the background.</summary>
public sealed class JobSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Jobs";

    /// <inheritdoc/>
    public static string About => "Work in the background, kept as rows of the table `jobs`.";

    /// <summary>How many jobs this process works on at the same time; 0: it leaves them to others.</summary>
    [Setting("How many jobs this process works on at the same time. 0: it leaves them to others.", Example = "2", Minimum = 0, Maximum = 64)]
    public int Workers { get; set; } = 2;

    /// <summary>How long a job is held without a sign of life before another worker may take it. Seconds.</summary>
    [Setting("How long a job is held without a sign of life before another worker may take it. Seconds.", Example = "30", Minimum = 1, Maximum = 3600)]
    public double LeaseSeconds { get; set; } = 30;

    /// <summary>How often an idle worker looks for jobs that other processes added. Seconds.</summary>
    [Setting("How often an idle worker looks for jobs that other processes added. Seconds.", Example = "2", Minimum = 0.1, Maximum = 60)]
    public double PollSeconds { get; set; } = 2;

    /// <summary>How often a job is tried before it is put aside as dead.</summary>
    [Setting("How often a job is tried before it is put aside as dead.", Example = "5", Minimum = 1, Maximum = 50)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>The pause before the second attempt; each further one is twice as long, up to five minutes. Seconds.</summary>
    [Setting("The pause before the second attempt; each further one is twice as long, up to five minutes. Seconds.", Example = "1", Minimum = 0, Maximum = 300)]
    public double RetrySeconds { get; set; } = 1;

    /// <summary>How long one attempt may take before it counts as failed. Seconds.</summary>
    [Setting("How long one attempt may take before it counts as failed. Seconds.", Example = "600", Minimum = 1, Maximum = 86400)]
    public double MaxSeconds { get; set; } = 600;

    /// <summary>For how long jobs that are done are kept; dead ones stay. Days.</summary>
    [Setting("For how long jobs that are done are kept; dead ones stay. Days.", Example = "7", Minimum = 1, Maximum = 3650)]
    public int KeepDays { get; set; } = 7;
}
