using System.Text;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Splits the arguments of a launch profile by the rules of Windows programs, which launch profiles follow on every system:
/// https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
/// </summary>
internal static class CommandLine
{
    public static IReadOnlyList<string> Split(string? line)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        var (quoted, any) = (false, false);
        for (var i = 0; i < line?.Length; i++)
        {
            var c = line[i];
            if (char.IsWhiteSpace(c) && !quoted)
            {
                Flush();
                continue;
            }

            any = true;
            var backslashes = c is '\\' ? line.AsSpan(i).IndexOfAnyExcept('\\') : 0;
            if (backslashes > 0 && line[i + backslashes] is '"')
            {
                // a\\\"b: two backslashes stand for one, and one that is left makes the quote a literal.
                current.Append('\\', backslashes / 2);
                i += backslashes;
                Quote(isLiteral: backslashes % 2 is 1, ref i);
            }
            else if (c is '"')
            {
                Quote(isLiteral: false, ref i);
            }
            else
            {
                current.Append(c);
            }
        }

        Flush();
        return arguments;

        void Quote(bool isLiteral, ref int i)
        {
            if (isLiteral)
            {
                current.Append('"');
            }
            else if (quoted && i + 1 < line.Length && line[i + 1] is '"')
            {
                current.Append('"');
                i++;
            }
            else
            {
                quoted = !quoted;
            }
        }

        void Flush()
        {
            if (any)
            {
                arguments.Add(current.ToString());
                current.Clear();
                any = false;
            }
        }
    }
}
