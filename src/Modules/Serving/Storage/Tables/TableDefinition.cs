using Npgsql;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Storage;

/// <summary>Compares a serving domain's definition with its table. Pure.</summary>
internal static class TableDefinition
{
    /// <summary>Why the table cannot follow the definition; null when it can.</summary>
    public static string? Refusal(ServingDomain domain, IReadOnlyCollection<TableGroup> stored, NpgsqlConnectionStringBuilder storage)
    {
        if (!DomainTable.IsName(domain.Name) || domain.Groups.Any(group => !DomainTable.IsName(group.Name)))
        {
            return "a serving domain and its groups are named by 1 to 50 lower-case letters, digits and underscores";
        }

        if (domain.Groups.IsEmpty)
        {
            return "a serving domain has at least one group";
        }

        if (!IsSameDatabase(domain.Storage, storage))
        {
            return $"its storage is another database than this pipeline's ({storage.Host}:{storage.Port}/{storage.Database}); give all serving domains the same storage";
        }

        foreach (var group in domain.Groups)
        {
            foreach (var kept in stored)
            {
                if (kept.Id == group.Id && kept.Name != group.Name)
                {
                    return $"id {group.Id} of group '{group.Name}' belongs to group '{kept.Name}' for ever; give '{group.Name}' an id that was never used";
                }

                if (kept.Name == group.Name && kept.Id != group.Id)
                {
                    return $"group '{group.Name}' has had id {kept.Id} since it was made; it cannot become {group.Id}";
                }
            }
        }

        return null;
    }

    private static bool IsSameDatabase(string connectionString, NpgsqlConnectionStringBuilder storage)
    {
        if (connectionString.Length == 0)
        {
            return true;
        }

        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        return wanted.Host == storage.Host && wanted.Port == storage.Port && wanted.Database == storage.Database;
    }
}
