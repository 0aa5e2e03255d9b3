using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Console;

/// <summary>The guards and their manual switches.</summary>
internal static class SwitchesApi
{
    private static readonly string[] Components = ["cache", "realtime", "storage", "push"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/switches", All);
        api.MapGet("/switches/{cluster}/{domain}/{component}", One);
        api.MapPut("/switches/{cluster}/{domain}/{component}", SetAsync);
    }

    private static JsonHttpResult<Items<SwitchState>> All(IGuards guards) =>
        JsonBody.Answer(new Items<SwitchState>([.. guards.All.Select(SwitchState.Of)]));

    private static Results<JsonHttpResult<SwitchState>, ProblemHttpResult> One(string cluster, string domain, string component, IGuards guards) =>
        Find(guards, new(cluster, domain, component)) is { } guard ? JsonBody.Answer(SwitchState.Of(guard)) : Unknown(new(cluster, domain, component));

    private static async Task<Results<JsonHttpResult<SwitchState>, ProblemHttpResult>> SetAsync(
        string cluster, string domain, string component, HttpRequest request, IGuards guards, IBlueprint blueprint, CancellationToken cancellationToken)
    {
        var (wanted, problem) = await JsonBody.ReadAsync<Wanted>(request, cancellationToken);
        if (wanted is null)
        {
            return problem!;
        }

        if (!Enum.TryParse<SwitchPosition>(wanted.Position, ignoreCase: true, out var position) || !Enum.IsDefined(position) || int.TryParse(wanted.Position, out _))
        {
            return Problems.BadRequest("There is no such position", $"The position is on, off or auto, not '{wanted.Position}'.");
        }

        var name = new GuardName(cluster, domain, component);
        if (Find(guards, name) is null && !MayRunElsewhere(name, blueprint))
        {
            return Unknown(name);
        }

        try
        {
            guards.Set(name, position);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Problems.Unavailable("The switch could not be kept", $"The data folder cannot be written: {exception.Message} Nothing has changed.");
        }

        return JsonBody.Answer(Find(guards, name) is { } guard
            ? SwitchState.Of(guard)
            : new SwitchState(name.ToString(), position, null, null));
    }

    private static IGuard? Find(IGuards guards, GuardName name) => guards.All.FirstOrDefault(guard => guard.Name == name);

    // Processes that share the data folder follow a switch, so this one need not have the guard; but a typing error must not pass.
    private static bool MayRunElsewhere(GuardName name, IBlueprint blueprint) =>
        (Clusters.All.Contains(name.Cluster) || name.Cluster == "pipeline")
        && (blueprint.Current.Domains.ContainsKey(name.Domain) || name.Domain == "push")
        && Components.Contains(name.Component);

    private static ProblemHttpResult Unknown(GuardName name) =>
        Problems.NotFound("There is no such switch", $"Nothing is called '{name}': a name is cluster/domain/component; servepath switches lists them.");

    private sealed record Wanted(string? Position);
}
