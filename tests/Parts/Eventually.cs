using System.Diagnostics;
using Xunit;

namespace AfterSalesMesh.Parts;

/// <summary>Waits for a condition, within a bound.</summary>
public static class Eventually
{
    // Short at first, for what is nearly there; longer later, so that many who wait leave the machine to what they wait for.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns as soon as the condition holds; fails the test when it still does not at the end of the bound.
    /// An exception of the condition counts as "not yet"; the last one is reported when the bound is over.
    /// </summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="bound">How long at most.</param>
    /// <param name="why">What was seen instead, reported when the bound is over.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, TimeSpan bound, Func<string>? why = null)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var started = Stopwatch.GetTimestamp();
        var pause = FirstPause;
        Exception? last;
        do
        {
            cancelled.ThrowIfCancellationRequested();
            try
            {
                if (await condition().WaitAsync(bound, cancelled))
                {
                    return;
                }

                last = null;
            }
            catch (Exception e) when (!cancelled.IsCancellationRequested)
            {
                last = e;
            }

            await Task.Delay(pause, cancelled);
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        } while (Stopwatch.GetElapsedTime(started) < bound);

        var seen = why is null ? "" : $" {why()}";
        throw new TimeoutException($"Not within {bound.TotalSeconds:0.#} s.{seen}", last);
    }

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, TimeSpan, Func{string})" />
    public static Task IsTrueAsync(Func<bool> condition, TimeSpan bound, Func<string>? why = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), bound, why);
}
