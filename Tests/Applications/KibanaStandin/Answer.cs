namespace Platform.KibanaStandin;

internal sealed record Answer(int Status, object Body)
{
    public static Answer Error(int status, string message) => new(status, new { statusCode = status, message });
}
