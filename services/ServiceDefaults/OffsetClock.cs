using System.Globalization;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>The system's clock, put ahead or back. Only its current time is shifted; timers and time spans are the system's.</summary>
public sealed class OffsetClock(TimeSpan offset) : TimeProvider
{
    private long _ticks = offset.Ticks;

    public TimeSpan Offset
    {
        get => new(Volatile.Read(ref _ticks));
        set => Volatile.Write(ref _ticks, value.Ticks);
    }

    /// <summary>A clock that is wrong by <c>AFTERSALES_CLOCK_OFFSET</c> seconds, for tests; the system's, unless the variable is set.</summary>
    internal static TimeProvider FromEnvironment() =>
        Environment.GetEnvironmentVariable("AFTERSALES_CLOCK_OFFSET") is { Length: > 0 } seconds
            ? new OffsetClock(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)))
            : System;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
