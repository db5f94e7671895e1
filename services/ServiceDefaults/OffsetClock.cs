using System.Globalization;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>A clock that is wrong by <c>AFTERSALES_CLOCK_OFFSET</c> seconds, for tests.</summary>
internal sealed class OffsetClock(TimeSpan offset) : TimeProvider
{
    /// <summary>The system's clock, unless the variable is set.</summary>
    public static TimeProvider FromEnvironment() =>
        Environment.GetEnvironmentVariable("AFTERSALES_CLOCK_OFFSET") is { Length: > 0 } seconds
            ? new OffsetClock(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)))
            : System;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
}
