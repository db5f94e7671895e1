using System.Text.Encodings.Web;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary><c>Authorization: Bearer {API key}</c>, the only way to say who one is.</summary>
internal sealed class ApiKeyAuthentication(
    KeyLookup keys,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

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
        return await keys.FindAsync(key, Context.RequestAborted) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName))
            : AuthenticateResult.Fail("Unknown or revoked key.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failed = (await HandleAuthenticateOnceSafeAsync()).Failure is not null;
        Response.Headers.WWWAuthenticate = SchemeName;
        await Problem
            .Of(
                StatusCodes.Status401Unauthorized,
                "unauthenticated",
                failed
                    ? "This API key is unknown or revoked. Ask the operator for a new one."
                    : "Send your API key in one header: 'Authorization: Bearer <API key>'."
            )
            .ExecuteAsync(Context);
    }
}
