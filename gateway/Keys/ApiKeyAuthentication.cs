using System.Text.Encodings.Web;
using AfterSalesMesh.Gateway.Limits;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary><c>Authorization: Bearer {API key}</c>, the only way to authenticate.</summary>
internal sealed class ApiKeyAuthentication(
    KeyLookup keys,
    UnknownKeyLimit unknownKeys,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    private static readonly AuthenticateResult TooManyUnknownKeys = AuthenticateResult.Fail("Too many unknown keys.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (
            Request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || header[Prefix.Length..].Trim() is not { Length: > 0 } key
        )
        {
            return AuthenticateResult.NoResult();
        }
        if (!keys.TryGetCached(key, out var caller))
        {
            // A key that was valid before does not share the limit of unknown ones from its address.
            var wasValid = keys.WasValid(key);
            using var turn = await unknownKeys.WaitAsync(
                wasValid ? Convert.ToHexString(ApiKey.HashOf(key)) : ClientAddress.Of(Context),
                Context.RequestAborted
            );
            if (!turn.IsAcquired || (!wasValid && !unknownKeys.Allows(Context)))
            {
                return TooManyUnknownKeys;
            }
            // A parallel request may have looked it up meanwhile.
            if (!keys.TryGetCached(key, out caller))
            {
                caller = await keys.FindAsync(key, Context.RequestAborted);
                if (caller is null)
                {
                    unknownKeys.Count(Context);
                }
            }
        }
        return caller is null
            ? AuthenticateResult.Fail("Unknown or revoked key.")
            : AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        InternalIdentity.ForbidAsync(Context);

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        if (result == TooManyUnknownKeys)
        {
            Response.Headers.RetryAfter = $"{UnknownKeyLimit.WindowSeconds}";
            await Problem
                .Of(
                    StatusCodes.Status429TooManyRequests,
                    "too_many_requests",
                    $"Too many unknown API keys were sent from your address: at most {UnknownKeyLimit.InOneWindow} in "
                        + $"{UnknownKeyLimit.WindowSeconds} seconds are checked. Retry after the time in Retry-After."
                )
                .ExecuteAsync(Context);
            return;
        }
        Response.Headers.WWWAuthenticate = SchemeName;
        await Problem
            .Of(
                StatusCodes.Status401Unauthorized,
                "unauthenticated",
                result.Failure is not null
                    ? "This API key is unknown or revoked. Ask the operator for a new one."
                    : "Send your API key in one header: 'Authorization: Bearer <API key>'."
            )
            .ExecuteAsync(Context);
    }
}
