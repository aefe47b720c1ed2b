using Npgsql;

namespace Platform.Api.Jobs;

/// <summary>Does one kind of job. It may be called again for the same job after a crash.</summary>
internal interface IJobHandler
{
    /// <summary>The kind it does, such as <c>media.inspect</c>.</summary>
    string Kind { get; }

    /// <summary>Does the work.</summary>
    /// <returns>
    /// What is written to the database, or null. It is written in one transaction with the job's completion,
    /// so it happens once even when two workers did the work.
    /// </returns>
    Task<JobEffect?> HandleAsync(Job job, CancellationToken cancellationToken);
}

/// <summary>Writes a job's result; the connection has an open transaction.</summary>
internal delegate Task JobEffect(NpgsqlConnection connection, CancellationToken cancellationToken);

/// <summary>A job that a worker holds.</summary>
/// <param name="Id">Its row.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="Payload">With what, JSON.</param>
/// <param name="Attempt">1 for the first attempt.</param>
/// <param name="CorrelationId">Of the request that made it.</param>
/// <param name="TraceParent">The span that made it.</param>
/// <param name="Waited">How long it waited.</param>
internal sealed record Job(
    long Id, string Kind, string Payload, int Attempt, string? CorrelationId, string? TraceParent, TimeSpan Waited);
