namespace Platform.ElasticsearchStandin.Http;

/// <summary>An error as Elasticsearch tells it.</summary>
internal sealed class Refusal(int status, string type, string reason) : Exception(reason)
{
    public int Status => status;

    public string Type => type;

    public static Refusal Argument(string reason) => new(400, "illegal_argument_exception", reason);

    public static Refusal Parsing(string reason) => new(400, "x_content_parse_exception", reason);

    public static Refusal Document(string reason) => new(400, "document_parsing_exception", reason);

    public static Refusal Mapping(string reason) => new(400, "mapper_parsing_exception", reason);

    public static Refusal NoIndex(string name) => new(404, "index_not_found_exception", $"no such index [{name}]");
}
