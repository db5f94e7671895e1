using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>Makes what the gateway tells one service about a caller: a signed token that lives a minute and fits that service alone.</summary>
public sealed class InternalToken(string privateKey, TimeProvider time) : IDisposable
{
    internal const string Issuer = "aftersales-gateway";
    internal const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private const int MostKept = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReusedFor = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _made = new(StringComparer.Ordinal);
    private readonly ECDsa _key = InternalKeys.Read(privateKey);

    /// <summary>A token about this caller for one service, made now or within the last seconds.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="service">The name of the service that is to accept it, for example <c>refund</c>.</param>
    public string For(Caller caller, string service)
    {
        // All that the token says is the key, so that a changed caller never gets the old one's rights.
        var content = string.Join(
            '\n',
            [service, caller.PersonId, caller.PersonName, .. caller.Storefronts, "", .. caller.Roles]
        );
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_made.TryGetValue(content, out var kept) && now < kept.Until)
            {
                return kept.Token;
            }
            if (_made.Count >= MostKept)
            {
                _made.Clear();
            }
            var token = Make(caller, service, now);
            _made[content] = (token, now + ReusedFor);
            return token;
        }
    }

    public void Dispose() => _key.Dispose();

    private string Make(Caller caller, string service, DateTimeOffset now) =>
        _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = service,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = (now + Lifetime).UtcDateTime,
                Claims = new Dictionary<string, object>
                {
                    [Caller.PersonIdClaim] = caller.PersonId,
                    [Caller.PersonNameClaim] = caller.PersonName,
                    [Caller.StorefrontsClaim] = caller.Storefronts.ToArray(),
                    [Caller.RolesClaim] = caller.Roles.ToArray(),
                },
                SigningCredentials = new SigningCredentials(
                    new ECDsaSecurityKey(_key)
                    {
                        // Its cache is the process's, and would hand out a key that another host has disposed of.
                        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                    },
                    Algorithm
                ),
            }
        );
}
