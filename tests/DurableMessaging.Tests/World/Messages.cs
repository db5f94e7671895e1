namespace AfterSalesMesh.DurableMessaging.Tests.World;

/// <summary>Write this down, and say that you have.</summary>
public sealed record WriteDown(string Text);

public sealed record WrittenDown(string Text);

/// <summary>Count once more.</summary>
public sealed record CountUp(Guid TallyId);

/// <summary>Two things that one handler says, in no promised order.</summary>
public sealed record SaidLeft(Guid TallyId);

public sealed record SaidRight(Guid TallyId);

public sealed record SayBoth(Guid TallyId, bool RightFirst);
