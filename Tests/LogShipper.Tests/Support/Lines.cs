namespace Platform.LogShipper.Tests.Support;

/// <summary>Lines as services write them.</summary>
internal static class Lines
{
    private static readonly DateTime Day = new(2026, 11, 20, 13, 0, 0, DateTimeKind.Utc);

    /// <summary>A CLEF line with the message <c>line N</c>, a millisecond after line N-1.</summary>
    public static string Clef(int number, string service = "api") =>
        $$"""{"@t":"{{Day.AddMilliseconds(number):O}}","@l":"Information","@mt":"line {Number}","Number":{{number}},"Service":"{{service}}"}""" + "\n";
}
