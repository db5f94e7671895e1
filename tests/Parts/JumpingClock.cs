using Microsoft.Extensions.Time.Testing;

namespace AfterSalesMesh.Parts;

/// <summary>
/// A clock that tests advance. A periodic timer ticks once however far it jumps: a jump of a day would else be a million ticks of the
/// workers that look every few milliseconds.
/// </summary>
public sealed class JumpingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new OncePerJump(this, callback, state, dueTime, period);

    private ITimer CreateSingle(TimerCallback callback) =>
        base.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private sealed class OncePerJump : ITimer
    {
        private readonly ITimer _single;
        private TimeSpan _period;

        public OncePerJump(JumpingClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _single = clock.CreateSingle(_ =>
            {
                _single!.Change(_period, Timeout.InfiniteTimeSpan);
                callback(state);
            });
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
            return _single.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _single.Dispose();

        public ValueTask DisposeAsync() => _single.DisposeAsync();
    }
}
