using System.Globalization;

namespace AfterSalesMesh.Gateway;

/// <summary>The output of the commands for operators.</summary>
internal static class CommandText
{
    public const string Usage = """
        Commands for operators. They use the gateway's own configuration and database; a running gateway notices within seconds.

          people add --name NAME --storefront STOREFRONT [--storefront ...] --role ROLE [--role ...]
              Adds a person and prints their id: a member of staff, or (role storefront, exactly one storefront) a
              storefront's own system.
          people list
              Lists people with their storefronts and roles.

          keys add --person ID
              Makes an API key for a person and prints it, once. To rotate a key, add a new one and revoke the old one:
              both are the same person.
          keys add --name NAME --storefront STOREFRONT [--storefront ...] --role ROLE [--role ...]
              Adds a new person with a first key.
          keys revoke ID
              Ends a key for good.
          keys list
              Lists keys with the people they belong to. The keys themselves are not kept.
          keys pair
              Prints a new pair of keys for internal tokens, as lines of an environment file.

        Roles: storefront, agent, warehouse, inspector, finance, admin, settings.
        """;

    public static string Utc(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>A command that cannot be carried out; the message tells the operator why.</summary>
internal sealed class CommandException(string message) : Exception(message);
