namespace Servepath.Domains.Delivery;

/// <summary>The section <c>Delivery</c> as it was written, before anything is known of it.</summary>
internal sealed class NetworkSettings
{
    public string? DefaultRegion { get; set; }

    public string? DefaultCentre { get; set; }

    public List<RegionSettings> Regions { get; set; } = [];

    public List<CentreSettings> Centres { get; set; } = [];

    public List<LaneSettings> Lanes { get; set; } = [];
}

internal sealed class RegionSettings
{
    public string? Name { get; set; }

    public string? Title { get; set; }
}

// Numbers and times are read as text, so that a wrong one becomes a mistake beside the others and not an exception.
internal sealed class CentreSettings
{
    public string? Name { get; set; }

    public string? Zone { get; set; }

    public string? CutOff { get; set; }

    public string? HandlingDays { get; set; }

    public string? DailyCapacity { get; set; }
}

internal sealed class LaneSettings
{
    public string? Centre { get; set; }

    public string? Region { get; set; }

    public string? CarrierDays { get; set; }
}
