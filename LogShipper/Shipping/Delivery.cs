using Platform.LogShipper.Elasticsearch;

namespace Platform.LogShipper.Shipping;

/// <summary>Delivers a batch: it is done when every line has arrived or, where Elasticsearch refuses the line itself, is kept aside.</summary>
internal sealed partial class Delivery(
    BulkClient client, DeadLetters deadLetters, ShipperMetrics metrics, ShipperSettings settings, TimeProvider time, ILogger<Delivery> log)
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(settings.RetryMilliseconds));

    /// <summary>What keeps lines from arriving; null while they arrive.</summary>
    public string? Problem { get; private set; }

    /// <summary>Returns when nothing of the batch is left to do, however long it takes.</summary>
    /// <exception cref="OperationCanceledException">The shipper is to end; the batch is sent again after the next start.</exception>
    public async Task DeliverAsync(Batch batch, CancellationToken cancellationToken)
    {
        // A part that is refused as a whole is sent in halves.
        var parts = new Stack<IReadOnlyList<BatchItem>>();
        parts.Push(batch.Items);
        while (parts.TryPop(out var items))
        {
            if (items.Count == 0)
            {
                continue;
            }

            var answer = await client.SendAsync(batch, items, cancellationToken);
            if (answer.Items is { } results)
            {
                var putOff = Settle(batch, items, results);
                parts.Push(putOff);
                if (putOff.Count > 0)
                {
                    await PauseAsync(cancellationToken);
                }
            }
            else if (answer.IsRefused && items.Count > 1)
            {
                metrics.Failed(answer.Status);
                parts.Push([.. items.Skip(items.Count / 2)]);
                parts.Push([.. items.Take(items.Count / 2)]);
            }
            else if (answer.IsRefused)
            {
                Settle(batch, items, [new(answer.Status, ItemAnswer.RequestRefused, answer.Reason)]);
            }
            else
            {
                metrics.Failed(answer.Status);
                NoteProblem(answer.Status == 0 ? answer.Reason : $"{answer.Status}: {answer.Reason}");
                parts.Push(items);
                await PauseAsync(cancellationToken);
            }
        }
    }

    /// <returns>The items that may be taken later.</returns>
    private List<BatchItem> Settle(Batch batch, IReadOnlyList<BatchItem> items, IReadOnlyList<ItemAnswer> answers)
    {
        var pairs = items.Zip(answers).ToArray();
        var refused = pairs.Where(pair => pair.Second.IsRefused).ToArray();
        if (refused.Length > 0)
        {
            deadLetters.Add(batch, refused);
            metrics.Refused(refused.Length);
            var (item, reason) = refused[0];
            LogRefused(refused.Length, deadLetters.Path, item.Origin.File, item.Origin.Offset, reason.Reason);
        }

        metrics.Arrived(pairs.Count(pair => pair.Second.IsThere), pairs.Count(pair => pair.Second.WasThere));
        var putOff = pairs.Where(pair => pair.Second is { IsThere: false, IsRefused: false }).ToArray();
        if (putOff.Length == 0)
        {
            NoteArrival();
            return [];
        }

        foreach (var group in putOff.GroupBy(pair => pair.Second.Status))
        {
            metrics.Failed(group.Key, group.Count());
        }

        var why = putOff[0].Second;
        if (putOff.Length < pairs.Length)
        {
            _backoff.Reset();
        }

        NoteProblem($"{putOff.Length} of {pairs.Length} lines: {why.Status} {why.Type}: {why.Reason}");
        return [.. putOff.Select(pair => pair.First)];
    }

    private void NoteArrival()
    {
        _backoff.Reset();
        if (Problem is not null)
        {
            Problem = null;
            LogArriving();
        }
    }

    // Once when it begins: while it lasts, more lines would only be more to ship.
    private void NoteProblem(string problem)
    {
        if (Problem is null)
        {
            LogProblem(problem);
        }

        Problem = problem;
    }

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(_backoff.Next(), time, cancellationToken);

    [LoggerMessage(1, LogLevel.Warning, "Elasticsearch takes no lines ({Problem}). They stay in their files and are sent when it does")]
    private partial void LogProblem(string problem);

    [LoggerMessage(2, LogLevel.Information, "Elasticsearch takes lines again")]
    private partial void LogArriving();

    [LoggerMessage(3, LogLevel.Warning, "Elasticsearch refused {Lines} lines, which are kept in {DeadLetters}; the first, in {File} at byte {Offset}: {Reason}")]
    private partial void LogRefused(int lines, string deadLetters, string file, long offset, string? reason);
}
