namespace Platform.LogShipper.Setup;

/// <summary>Elasticsearch or Kibana refused a part of the setup; the message says which, why, and what to do.</summary>
internal sealed class SetupException(string message) : Exception(message);
