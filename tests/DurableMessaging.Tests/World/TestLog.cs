using Microsoft.Extensions.Logging;
using Xunit;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

/// <summary>What the libraries log, beside the test that it belongs to.</summary>
internal sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }
        try
        {
            _output?.WriteLine(
                $"{logLevel}: {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}"
            );
        }
        catch (InvalidOperationException)
        {
            // The test is over.
        }
    }

    public void Dispose() { }
}
