using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>Creates the signed tokens that name the caller to a service; each is valid for one minute and one service.</summary>
public sealed class InternalToken(string privateKey, TimeProvider time) : IDisposable
{
    internal const string Issuer = "aftersales-gateway";
    internal const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private const int MaxKept = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReuseTime = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _recent = new(StringComparer.Ordinal);
    private readonly ECDsa _key = InternalKeys.Read(privateKey);

    /// <summary>A token with this caller's identity for one service, created now or within the last seconds.</summary>
    /// <param name="service">The name of the service that accepts the token, for example <c>refund</c>.</param>
    public string For(Caller caller, string service)
    {
        // Everything in the token is part of the key, so that a changed caller never gets a token with the old rights.
        var content = string.Join(
            '\n',
            [service, caller.PersonId, caller.PersonName, .. caller.Storefronts, "", .. caller.Roles]
        );
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_recent.TryGetValue(content, out var kept) && now < kept.Until)
            {
                return kept.Token;
            }
            if (_recent.Count >= MaxKept)
            {
                _recent.Clear();
            }
            var token = Make(caller, service, now);
            _recent[content] = (token, now + ReuseTime);
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
                        // The default cache belongs to the process, and could return a key that another host has disposed of.
                        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                    },
                    Algorithm
                ),
            }
        );
}
