using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>Mints what the gateway says of a caller to the services: a signed token that lives a minute.</summary>
public sealed class InternalToken(string privateKey, TimeProvider clock) : IDisposable
{
    internal const string Issuer = "aftersales-gateway";
    internal const string Audience = "aftersales-services";
    internal const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private const int MostKept = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReusedFor = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _minted = new(StringComparer.Ordinal);
    private readonly ECDsa _key = InternalKeys.Read(privateKey);

    /// <summary>A token for this caller, minted now or within the last seconds.</summary>
    public string For(Caller caller)
    {
        // All of what the token says is the key, so that a changed caller never gets the old one's rights.
        var says = string.Join('\n', [caller.Subject, .. caller.Storefronts, "", .. caller.Roles]);
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_minted.TryGetValue(says, out var kept) && now < kept.Until)
            {
                return kept.Token;
            }
            if (_minted.Count >= MostKept)
            {
                _minted.Clear();
            }
            var token = Mint(caller, now);
            _minted[says] = (token, now + ReusedFor);
            return token;
        }
    }

    public void Dispose() => _key.Dispose();

    private string Mint(Caller caller, DateTimeOffset now) =>
        _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Audience,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = (now + Lifetime).UtcDateTime,
                Claims = new Dictionary<string, object>
                {
                    [Caller.SubjectClaim] = caller.Subject,
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
