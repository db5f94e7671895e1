using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using MassTransit;

namespace AfterSalesMesh.Returns.Messages;

/// <summary>Outcomes of the messages to customers, for returns and appeals.</summary>
internal sealed class MessagesModule : IModule
{
    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<CustomersToldConsumer, ReturnsDb>("returns-customers-told");
}
