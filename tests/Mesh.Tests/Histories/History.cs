namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>
/// What happens to the orders of one customer, by its seed: the customer, carriers, the warehouse, inspectors, agents and finance do
/// what they may do at any time, in random order, and some of it twice. It goes by what it was answered, and reads no table.
/// </summary>
internal sealed class History
{
    private readonly HistoryWorld _world;
    private readonly Customer _customer;
    private readonly Dock _dock;
    private readonly Inspector _inspector;
    private readonly Desk _desk;
    private readonly Finance _finance;
    private readonly (int Weight, Func<Task> Do)[] _deeds;

    public History(HistoryMesh mesh, int seed)
    {
        _world = new(mesh, seed);
        (_customer, _dock, _inspector, _finance) = (new(_world), new(_world), new(_world), new(_world));
        _desk = new(_world, _dock);
        _deeds =
        [
            (4, _customer.RequestAsync),
            (1, _customer.RequestInBulkAsync),
            (6, _desk.ReviewAsync),
            (1, _customer.CancelAsync),
            (1, _customer.ReduceAsync),
            (1, _customer.AppealAsync),
            (4, _desk.AnswerAppealAsync),
            (3, _dock.CarrierAsync),
            (6, _dock.PackAsync),
            (9, _dock.ReceiveAsync),
            (6, _inspector.JudgeAsync),
            (1, _desk.CloseByHandAsync),
            (2, _desk.OpenRoundAsync),
            (2, _dock.AssignAsync),
            (2, _finance.DecideAsync),
            (1, _finance.ReverseAsync),
            (1, _finance.ChargeBackAsync),
            (1, _finance.WinAsync),
            (1, _desk.RedriveAsync),
            (1, _customer.PutAnyOrderAsync),
        ];
    }

    public int Seed => _world.Seed;

    public IReadOnlyList<string> OrderNumbers => [.. _world.Orders.Select(x => x.Number)];

    /// <summary>All that happened so far, in order.</summary>
    public List<string> Events => _world.Events;

    /// <summary>The receipts that were opened for its parcels.</summary>
    public IEnumerable<Guid> Receipts => _world.Boxes.Select(x => x.Id);

    /// <summary>The returns that were requested as they were quoted.</summary>
    public IEnumerable<(Guid Return, Quoted Quoted)> Quotes =>
        _world.Returns.Where(x => x.Quoted is not null).Select(x => (Guid.Parse(x.Id), x.Quoted!));

    public bool HasOpenBoxes => _world.Boxes.Exists(x => !x.IsClosed);

    /// <summary>The orders, and the first return.</summary>
    public async Task BeginAsync()
    {
        foreach (var order in _world.Orders)
        {
            await _customer.PutOrderAsync(order);
        }
        await _customer.RequestAsync();
    }

    /// <summary>Some of all that may happen.</summary>
    public async Task GoOnAsync()
    {
        await _customer.FindBulkReturnsAsync();
        for (var left = _world.Random.Next(8); left > 0; left--)
        {
            var at = _world.Random.Next(_deeds.Sum(x => x.Weight));
            await _deeds.First(x => (at -= x.Weight) < 0).Do();
        }
    }

    /// <summary>Everybody does what they have to do.</summary>
    public async Task FinishAsync()
    {
        await _customer.FindBulkReturnsAsync();
        foreach (var box in _world.Boxes.Where(x => !x.IsClosed))
        {
            while (!box.IsClosed)
            {
                await _dock.ReceiveAsync(box);
            }
        }
        if (_world.Random.Next(6) == 0)
        {
            await _finance.ReverseAsync();
        }
        foreach (var it in _world.Returns)
        {
            await _inspector.JudgeAsync(it);
            await _finance.DecideAsync(it);
            await _desk.AttendAsync(it);
        }
    }
}
