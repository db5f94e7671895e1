using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Gateway.Keys;
using AfterSalesMesh.Gateway.People;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway;

/// <summary>The gateway's own database: people and their credentials. Each database product has a subclass, as their migrations differ.</summary>
internal abstract class GatewayDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<Person> People => Set<Person>();
    public DbSet<Credential> Credentials => Set<Credential>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        if (Database.IsSqlServer())
        {
            configurationBuilder.UseBinaryCollation();
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var person = modelBuilder.Entity<Person>();
        person.Property(x => x.Id).ValueGeneratedNever();
        person.Property(x => x.Name).HasMaxLength(Person.MaxName);
        // A person who is entered twice could approve their own decisions.
        person.HasIndex(x => x.Name).IsUnique();
        var credential = modelBuilder.Entity<Credential>();
        credential.Property(x => x.Id).ValueGeneratedNever();
        credential.Property(x => x.Hash).HasMaxLength(32);
        credential.HasIndex(x => x.Hash).IsUnique();
        credential.HasOne<Person>().WithMany().HasForeignKey(x => x.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class GatewaySqlite(DbContextOptions<GatewaySqlite> options) : GatewayDb(options);

internal sealed class GatewayPostgres(DbContextOptions<GatewayPostgres> options) : GatewayDb(options);

internal sealed class GatewaySqlServer(DbContextOptions<GatewaySqlServer> options) : GatewayDb(options);
