namespace AfterSalesMesh.DurableMessaging.Tests.World;

/// <summary>Adds a line and publishes <see cref="WrittenDown"/>.</summary>
public sealed record WriteDown(string Text);

public sealed record WrittenDown(string Text);

/// <summary>Raises the tally by one.</summary>
public sealed record CountUp(Guid TallyId);

/// <summary>One of two events of one handler, which may arrive in any order.</summary>
public sealed record LeftCounted(Guid TallyId);

public sealed record RightCounted(Guid TallyId);

public sealed record PublishBoth(Guid TallyId, bool RightFirst);
