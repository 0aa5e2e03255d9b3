using System.Text;
using Servepath.Redis;

namespace Servepath.Serving.Caching;

/// <summary>
/// The compare-and-sets of both caches. They compare 20 digits as text, so they run alike on Lua 5.1 and 5.4; they read
/// a prefix of the row where that is enough. One key each, declared: on the embedded server only declared keys are locked.
/// </summary>
internal static class CacheScripts
{
    /// <summary>ARGV lease, image, lifetime in ms. Takes the fill over its own lease or over a lower revision.</summary>
    public static readonly RedisScript Fill = new("fill",
        """
        local c=redis.call('GETRANGE',KEYS[1],0,32)
        if c=='' then return -1 end
        if string.sub(c,1,1)=='L' then
          if c~=ARGV[1] then return 0 end
        elseif string.sub(c,1,20)>=string.sub(ARGV[2],1,20) then return 0 end
        redis.call('SET',KEYS[1],ARGV[2],'PX',ARGV[3])
        return 1
        """);

    /// <summary>ARGV image, lifetime in ms. Replaces a lower revision, cancels a lease, never creates.</summary>
    public static readonly RedisScript Refresh = new("refresh",
        """
        local c=redis.call('GETRANGE',KEYS[1],0,19)
        if c=='' then return 0 end
        if string.sub(c,1,1)=='L' then redis.call('DEL',KEYS[1]) return 4 end
        local r=string.sub(ARGV[1],1,20)
        if c==r then return 2 end
        if c>r then return 3 end
        redis.call('SET',KEYS[1],ARGV[1],'PX',ARGV[2])
        return 1
        """);

    /// <summary>ARGV 20 digits. Says how what is there stands to that revision, without sending it; changes nothing.</summary>
    public static readonly RedisScript Compare = new("compare",
        """
        local c=redis.call('GETRANGE',KEYS[1],0,19)
        if c=='' then return 0 end
        if string.sub(c,1,1)=='L' then return 4 end
        if c==ARGV[1] then return 2 end
        if c>ARGV[1] then return 3 end
        return 1
        """);

    /// <summary>ARGV value. Removes exactly this value: one's own lease, or bytes that are no row.</summary>
    public static readonly RedisScript Discard = new("discard",
        """
        if redis.call('GET',KEYS[1])==ARGV[1] then redis.call('DEL',KEYS[1]) return 1 end
        return 0
        """);

    /// <summary>ARGV lifetime in ms. Gives a row, not a lease, its full life again.</summary>
    public static readonly RedisScript Extend = new("extend",
        """
        local c=redis.call('GETRANGE',KEYS[1],0,0)
        if c=='' or c=='L' then return 0 end
        redis.call('PEXPIRE',KEYS[1],ARGV[1])
        return 1
        """);

    /// <summary>
    /// ARGV lifetime in ms, then (field, 20 digits, payload) for each group of one row, at most
    /// <see cref="MostFields"/>. Each is compared by itself. The result has two bits a group, the first lowest:
    /// 0 there is a newer one, 1 it was there already, 2 it was put.
    /// </summary>
    public static readonly RedisScript PutRealtime = new("put realtime",
        """
        local found,weight=0,1
        for i=2,#ARGV,3 do
          local c=redis.call('HGET',KEYS[1],ARGV[i])
          local v=c and string.sub(c,1,20) or ''
          if v<ARGV[i+1] then
            redis.call('HSET',KEYS[1],ARGV[i],ARGV[i+1]..ARGV[i+2])
            found=found+2*weight
          elseif v==ARGV[i+1] then
            found=found+weight
          end
          weight=weight*4
        end
        redis.call('PEXPIRE',KEYS[1],ARGV[1])
        return found
        """);

    /// <summary>Two bits a group must fit the 53 bits that a Lua 5.1 number counts exactly.</summary>
    public const int MostFields = 24;

    /// <summary>A lifetime as scripts take it, spread by a tenth up and down so that what was written together does not expire together.</summary>
    public static byte[] Spread(TimeSpan lifetime) => Milliseconds(lifetime * (0.9 + (0.2 * Random.Shared.NextDouble())));

    public static byte[] Milliseconds(TimeSpan lifetime) =>
        Encoding.ASCII.GetBytes(Math.Max(1, (long)lifetime.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>How a row in the read-through cache stands to a revision; the results of <see cref="CacheScripts.Compare"/> and <see cref="CacheScripts.Refresh"/>.</summary>
internal enum Standing
{
    /// <summary>Nothing is there: nothing is to be done, since whoever fills reads storage afterwards.</summary>
    Absent = 0,

    /// <summary>A lower revision was there; Refresh has replaced it.</summary>
    Lower = 1,

    /// <summary>The same revision is there.</summary>
    Equal = 2,

    /// <summary>A higher revision is there.</summary>
    Higher = 3,

    /// <summary>A lease was there; Refresh has cancelled it.</summary>
    Leased = 4,
}
