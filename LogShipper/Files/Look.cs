namespace Platform.LogShipper.Files;

/// <summary>A file as it was when it was looked at last.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When it was written last, UTC.</param>
/// <param name="Mark">The mark that it continues; null while its first line is not complete, or while it is being copied.</param>
/// <param name="IsRead">It has no complete line behind its mark.</param>
/// <param name="WasUnshipped">Nothing of the mark's file had been shipped yet.</param>
internal sealed record Look(long Length, DateTime Written, FileMark? Mark, bool IsRead, bool WasUnshipped)
{
    /// <summary>
    /// Files that begin alike have one mark until the first lines of one of them have arrived: only those tell whose mark it is, and the
    /// others are looked at again.
    /// </summary>
    public bool IsGuess => WasUnshipped && Mark is { Position: > 0 };
}
