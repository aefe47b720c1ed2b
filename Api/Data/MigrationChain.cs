using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;
using Platform.Api.Data.Migrations;

namespace Platform.Api.Data;

/// <summary>One link: a migration and the one it builds on.</summary>
internal sealed record MigrationLink(string Id, string? Parent)
{
    /// <summary>The digits before the first underscore.</summary>
    public string Number => Id.Split('_')[0];
}

/// <summary>Finds what goes wrong when two branches add migrations side by side.</summary>
internal static class MigrationChain
{
    public static IReadOnlyList<MigrationLink> OfThisProgram() =>
    [
        .. typeof(SqlMigration).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SqlMigration)))
            .Select(type => new MigrationLink(
                type.GetCustomAttribute<MigrationAttribute>()!.Id, type.GetCustomAttribute<FollowsAttribute>()?.Parent))
            .OrderBy(link => link.Id, StringComparer.Ordinal),
    ];

    /// <summary>Every conflict in one line each; empty when the chain is whole.</summary>
    public static IEnumerable<string> Conflicts(IReadOnlyList<MigrationLink> links)
    {
        foreach (var group in links.GroupBy(link => link.Number).Where(group => group.Count() > 1))
        {
            yield return $"{Names(group)} have the same number. Renumber the one that is not on main yet.";
        }

        foreach (var group in links.GroupBy(link => link.Parent).Where(group => group.Count() > 1))
        {
            yield return $"{Names(group)} both follow {group.Key ?? "nothing"}. Let the later one follow the other.";
        }

        var ids = links.Select(link => link.Id).ToHashSet();
        foreach (var link in links.Where(link => link.Parent is not null && !ids.Contains(link.Parent)))
        {
            yield return $"{link.Id} follows {link.Parent}, which does not exist.";
        }

        foreach (var link in links.Where(link => string.CompareOrdinal(link.Parent, link.Id) >= 0 && link.Parent is not null))
        {
            yield return $"{link.Id} follows {link.Parent}, whose number is not lower.";
        }
    }

    /// <exception cref="DataException">There are conflicts; the message names each.</exception>
    public static void ThrowIfConflicting(IReadOnlyList<MigrationLink> links) => DataException.ThrowIfAny("Migrations conflict", Conflicts(links));

    private static string Names(IEnumerable<MigrationLink> links) => string.Join(" and ", links.Select(link => link.Id));
}
