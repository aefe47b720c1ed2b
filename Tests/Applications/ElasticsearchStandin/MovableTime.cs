namespace Platform.ElasticsearchStandin;

internal sealed class MovableTime
{
    public TimeSpan Offset { get; set; }

    public DateTime Now => DateTime.UtcNow + Offset;
}
