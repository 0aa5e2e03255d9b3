namespace Servepath.Pages.Storefront.Regions;

/// <summary>Tells addresses of this site from all others, so that a form cannot be made to lead away from it.</summary>
internal static class LocalAddress
{
    private const int Longest = 2000;

    /// <summary>The address when it is a path of this site; otherwise home.</summary>
    public static string OrHome(string? address) => IsLocal(address) ? address! : "/";

    // "//host" and "/\host" name other hosts; browsers strip tabs and line ends out of addresses before they read them.
    private static bool IsLocal(string? address)
    {
        if (address is null || address.Length is 0 or > Longest || address[0] != '/' || (address.Length > 1 && address[1] is '/' or '\\'))
        {
            return false;
        }

        foreach (var character in address)
        {
            if (character is <= ' ' or >= '\u007f' or '\\')
            {
                return false;
            }
        }

        return true;
    }
}
