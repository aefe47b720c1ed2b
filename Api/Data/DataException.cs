namespace Platform.Api.Data;

/// <summary>A problem with the database's content that the user can do something about; its message says what.</summary>
internal sealed class DataException(string message, Exception? inner = null) : Exception(message, inner);
