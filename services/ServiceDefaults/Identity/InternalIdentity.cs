using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>Services authenticate their callers only by the gateway's signed token.</summary>
public static class InternalIdentity
{
    private const string PublicKey = "Identity:PublicKey";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>Every endpoint requires an authenticated caller unless it allows anonymous ones.</summary>
    internal static void AddInternalIdentity(
        this IServiceCollection services,
        IConfiguration configuration,
        IEnumerable<string> serviceNames
    )
    {
        services.AddHttpContextAccessor();
        services.AddScoped(provider =>
            Caller.From(
                provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.User
                    ?? throw new InvalidOperationException("There is a caller only within an HTTP request.")
            )
        );

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<TimeProvider>(
                (options, time) => Configure(options, configuration[PublicKey], serviceNames, time)
            )
            .ValidateOnStart();
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary>A group for the routes of one service: a token for another service in the same process is refused.</summary>
    internal static RouteGroupBuilder MapService(this IEndpointRouteBuilder routes, string name) =>
        routes.MapGroup("").WithMetadata(new ServiceName(name));

    private static void Configure(
        JwtBearerOptions options,
        string? publicKey,
        IEnumerable<string> serviceNames,
        TimeProvider time
    )
    {
        if (InternalKeys.FlawInPublic(publicKey) is { } flaw)
        {
            throw new OptionsValidationException(PublicKey, typeof(JwtBearerOptions), [$"{PublicKey} {flaw}"]);
        }
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = InternalToken.Issuer,
            ValidAudiences = serviceNames,
            ValidAlgorithms = [InternalToken.Algorithm],
            IssuerSigningKey = new ECDsaSecurityKey(InternalKeys.Read(publicKey!)),
            NameClaimType = Caller.PersonIdClaim,
            RoleClaimType = Caller.RolesClaim,
            LifetimeValidator = (from, until, _, _) => IsValidAt(from, until, time.GetUtcNow().UtcDateTime),
        };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = RequireTokenForService,
            OnChallenge = Unauthenticated,
            OnForbidden = forbidden => ForbidAsync(forbidden.HttpContext),
        };
    }

    private static bool IsValidAt(DateTime? from, DateTime? until, DateTime now) =>
        from - ClockSkew <= now && now < until + ClockSkew;

    private static Task RequireTokenForService(TokenValidatedContext context)
    {
        if (
            context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ServiceName>() is { Name: var name }
            && context.SecurityToken is JsonWebToken token
            && !token.Audiences.Contains(name)
        )
        {
            context.Fail("The token is for another service.");
        }
        return Task.CompletedTask;
    }

    private static Task Unauthenticated(JwtBearerChallengeContext challenge)
    {
        challenge.HandleResponse();
        challenge.Response.Headers.WWWAuthenticate = JwtBearerDefaults.AuthenticationScheme;
        return Problem
            .Of(
                StatusCodes.Status401Unauthorized,
                "unauthenticated",
                "This call has no valid internal token for this service: services accept only calls that come through the gateway."
            )
            .ExecuteAsync(challenge.HttpContext);
    }

    /// <summary>Answers 403 and names the roles that the route needs.</summary>
    public static Task ForbidAsync(HttpContext context)
    {
        var needed = RequireRolesExtensions.RolesOf(
            context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty
        );
        var has = context.User.FindAll(Caller.RolesClaim).Select(claim => claim.Value);
        return Problem
            .Of(
                StatusCodes.Status403Forbidden,
                "forbidden",
                $"This call requires one of the roles [{string.Join(", ", needed)}]; this key has [{string.Join(", ", has)}]."
            )
            .ExecuteAsync(context);
    }
}

/// <summary>The service that answers a route.</summary>
internal sealed record ServiceName(string Name);
