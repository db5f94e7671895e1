using AfterSalesMesh.DurableMessaging;
using static AfterSalesMesh.Chaos.Faults.BadWire.How;

namespace AfterSalesMesh.Chaos.Faults;

/// <summary>All faults that this program knows.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new BrokerKilled(),
        new ReplicaKilled(),
        new Crash(CrashPoint.AfterCommit),
        new Crash(CrashPoint.AfterPublish),
        new Crash(CrashPoint.BeforeAck),
        new Crash(Crash.AfterProvider),
        new DatabaseKilled(),
        new BadWire("one-database", Part.Database, "database", Cut, oneService: true),
        new BadWire("broker-cut", Part.Broker, "broker", Cut),
        new BadWire("broker-stalled", Part.Broker, "broker", Stalled),
        new BadWire("broker-slow", Part.Broker, "broker", Slow),
        new BadWire("database-cut", Part.Database, "database", Cut),
        new BadWire("database-stalled", Part.Database, "database", Stalled),
        new BadWire("database-slow", Part.Database, "database", Slow),
        new DuplicateMessages(),
        new ReorderedMessages(),
        new DiskAlarm(),
        new QueuePurge(),
        new PoisonMessage(),
        new PoisonRow(),
        new BadWire("provider-slow", Part.Provider, "provider", Slow),
        new BadWire("provider-away", Part.Provider, "provider", Cut),
        new BadWire("provider-mute", Part.Provider, "provider", Mute),
        new RefundReversals(),
        new BadWire("mail-away", Part.Mail, "mail", Cut),
        new WrongClock(),
    ];
}
