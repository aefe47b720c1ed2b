using System.Diagnostics;
using OpenTelemetry;
using Platform.ServiceDefaults.Logging;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Redacts what spans say in words: the text of their status, tags such as the URL of a call, and exceptions.</summary>
internal sealed class SpanRedactor : BaseProcessor<Activity>
{
    // An event cannot be changed any more once it is there; what a listener says about an exception is taken in the place of what it says itself.
    private readonly ActivityListener _exceptions;

    public SpanRedactor(ICollection<string> sources)
    {
        _exceptions = new()
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            ExceptionRecorder = static (Activity _, Exception exception, ref TagList tags) =>
            {
                tags.Add("exception.message", Redactor.Redact(exception.Message));
                tags.Add("exception.stacktrace", Redactor.Redact(exception.ToString()));
            },
        };
        ActivitySource.AddActivityListener(_exceptions);
    }

    public override void OnEnd(Activity data)
    {
        if (data.StatusDescription is { } text)
        {
            data.SetStatus(data.Status, Redactor.Redact(text));
        }

        // Changed after the walk, because it goes along the list itself.
        List<KeyValuePair<string, object?>>? changes = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            var redacted = Redactor.IsSensitive(tag.Key) ? Redactor.Mask : Redactor.RedactValue(tag.Value);
            if (tag.Value is not ValueType && !ReferenceEquals(redacted, tag.Value))
            {
                (changes ??= []).Add(new(tag.Key, redacted));
            }
        }

        changes?.ForEach(change => data.SetTag(change.Key, change.Value));
    }

    protected override void Dispose(bool disposing)
    {
        _exceptions.Dispose();
        base.Dispose(disposing);
    }
}
