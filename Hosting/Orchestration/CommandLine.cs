using System.Text;

namespace Platform.Hosting.Orchestration;

/// <summary>Splits a command line as launch profiles have it: at spaces, with double quotes around what holds spaces.</summary>
internal static class CommandLine
{
    public static IReadOnlyList<string> Split(string? line)
    {
        var arguments = new List<string>();
        if (string.IsNullOrWhiteSpace(line))
        {
            return arguments;
        }

        var current = new StringBuilder();
        var (quoted, any) = (false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c is '\\' && i + 1 < line.Length && line[i + 1] is '"')
            {
                current.Append('"');
                any = true;
                i++;
            }
            else if (c is '"')
            {
                (quoted, any) = (!quoted, true);
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                Flush();
            }
            else
            {
                current.Append(c);
                any = true;
            }
        }

        Flush();
        return arguments;

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
