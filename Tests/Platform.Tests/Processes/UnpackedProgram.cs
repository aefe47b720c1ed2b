using System.Reflection;

namespace Platform.Tests.Processes;

/// <summary>A folder like that of an unpacked Elasticsearch or Kibana, with a stand-in in it.</summary>
internal sealed class UnpackedProgram : IDisposable
{
    private UnpackedProgram(string name) => Path = Directory.CreateTempSubdirectory($"platform-{name}-").FullName;

    public string Path { get; }

    private string Held => System.IO.Path.Combine(Path, "held");

    public static UnpackedProgram Elasticsearch()
    {
        var program = new UnpackedProgram("elasticsearch");
        Directory.CreateDirectory(System.IO.Path.Combine(program.Path, "config"));
        program.Write("elasticsearch", $"""
            #!/bin/sh
            while [ -e "{program.Held}" ]; do sleep 0.1; done
            for argument; do
              case "$argument" in
              -Ehttp.port=*) port=$(printf %s "$argument" | cut -d= -f2) ;;
              -Epath.data=*) data=$(printf %s "$argument" | cut -d= -f2-) ;;
              esac
            done
            exec dotnet "{Program("ElasticsearchStandin")}" "http://127.0.0.1:$port" "$(cat "$ES_PATH_CONF/elasticsearch.keystore")" --data "$data"
            """);
        program.Write("elasticsearch-keystore", """
            #!/bin/sh
            case "$1" in
            create) : > "$ES_PATH_CONF/elasticsearch.keystore" ;;
            add) cat > "$ES_PATH_CONF/elasticsearch.keystore" ;;
            esac
            """);
        return program;
    }

    public static UnpackedProgram Kibana()
    {
        var program = new UnpackedProgram("kibana");
        program.Write("kibana", $"""
            #!/bin/sh
            exec dotnet "{Program("KibanaStandin")}" "$@"
            """);
        return program;
    }

    /// <summary>Until it is disposed, the program does not start.</summary>
    public IDisposable HoldBack()
    {
        File.WriteAllText(Held, "");
        return new Release(Held);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Program(string name) =>
        typeof(UnpackedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    private void Write(string name, string script)
    {
        var path = System.IO.Path.Combine(Directory.CreateDirectory(System.IO.Path.Combine(Path, "bin")).FullName, name);
        File.WriteAllText(path, script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    private sealed class Release(string file) : IDisposable
    {
        public void Dispose() => File.Delete(file);
    }
}
