using System.Globalization;
using Microsoft.Extensions.Configuration;
using Servepath.Kernel;

namespace Servepath.Domains.Delivery;

/// <summary>Reads the network plan and finds every mistake in it. Not thread-safe.</summary>
internal sealed class NetworkReader
{
    private const string File = "delivery.json";
    private const int MostDays = 60;
    private const int MostCapacity = 1_000_000;
    private readonly List<ConfigurationMistake> mistakes = [];

    public static (DeliveryNetwork Network, IReadOnlyList<ConfigurationMistake> Mistakes) Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Delivery").Get<NetworkSettings>() ?? new();
        var reader = new NetworkReader();
        var regions = settings.Regions.Select(reader.ReadRegion).ToArray();
        var centres = settings.Centres.Select(reader.ReadCentre).ToArray();
        var lanes = settings.Lanes.Select((lane, index) => reader.ReadLane(lane, index, regions, centres)).ToArray();
        reader.Require(regions.Length > 0, "Delivery.Regions", "names no region; at least one is needed");
        reader.Require(centres.Length > 0, "Delivery.Centres", "names no centre; at least one is needed");
        reader.RequireOnce(regions.Select(region => region.Name), "Delivery.Regions");
        reader.RequireOnce(centres.Select(centre => centre.Name), "Delivery.Centres");
        reader.RequireOnce(lanes.Select(lane => $"{lane.Centre} to {lane.Region}"), "Delivery.Lanes");
        reader.Require(
            regions.Any(region => region.Name == settings.DefaultRegion), "Delivery.DefaultRegion", $"'{settings.DefaultRegion}' is none of Delivery.Regions");
        reader.Require(
            centres.Any(centre => centre.Name == settings.DefaultCentre), "Delivery.DefaultCentre", $"'{settings.DefaultCentre}' is none of Delivery.Centres");
        return (new(regions, settings.DefaultRegion ?? string.Empty, settings.DefaultCentre ?? string.Empty, centres, lanes), reader.mistakes);
    }

    private Region ReadRegion(RegionSettings region, int index)
    {
        var path = $"Delivery.Regions[{index}]";
        RequireName(region.Name, path);
        Require(!string.IsNullOrWhiteSpace(region.Title), path + ".Title", "is missing; people read it");
        return new(region.Name ?? string.Empty, region.Title ?? string.Empty);
    }

    private Centre ReadCentre(CentreSettings centre, int index)
    {
        var path = $"Delivery.Centres[{index}]";
        RequireName(centre.Name, path);
        Require(
            centre.Zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(centre.Zone, out _),
            path + ".Zone",
            $"'{centre.Zone}' is no time zone of this machine; an IANA name such as America/New_York is expected, from the package tzdata");
        Require(
            TimeOnly.TryParseExact(centre.CutOff, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var cutOff),
            path + ".CutOff",
            $"'{centre.CutOff}' is no time of day; HH:mm is expected");
        return new(
            centre.Name ?? string.Empty,
            centre.Zone ?? string.Empty,
            cutOff,
            Number(centre.HandlingDays, 0, MostDays, path + ".HandlingDays"),
            Number(centre.DailyCapacity, 1, MostCapacity, path + ".DailyCapacity"));
    }

    private Lane ReadLane(LaneSettings lane, int index, Region[] regions, Centre[] centres)
    {
        var path = $"Delivery.Lanes[{index}]";
        Require(centres.Any(centre => centre.Name == lane.Centre), path + ".Centre", $"'{lane.Centre}' is none of Delivery.Centres");
        Require(regions.Any(region => region.Name == lane.Region), path + ".Region", $"'{lane.Region}' is none of Delivery.Regions");
        return new(lane.Centre ?? string.Empty, lane.Region ?? string.Empty, Number(lane.CarrierDays, 0, MostDays, path + ".CarrierDays"));
    }

    private int Number(string? text, int least, int most, string path)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
        Require(isNumber, path, $"'{text}' is no number from {least} to {most}");
        return number;
    }

    private void RequireName(string? name, string path) => Require(
        name is { Length: > 0 and <= 40 } && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'),
        path + ".Name",
        $"'{name}' is no name: 1 to 40 lower-case letters, digits and hyphens");

    private void RequireOnce(IEnumerable<string> names, string path)
    {
        foreach (var twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            Require(false, path, $"'{twice.Key}' stands there {twice.Count()} times");
        }
    }

    private void Require(bool holds, string path, string message)
    {
        if (!holds)
        {
            mistakes.Add(new(File, path, message));
        }
    }
}
