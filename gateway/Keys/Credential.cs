namespace AfterSalesMesh.Gateway.Keys;

/// <summary>How a person authenticates: an API key, stored as a hash. A person may have several.</summary>
internal sealed class Credential
{
    public required Guid Id { get; init; }
    public required Guid PersonId { get; init; }
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}
