namespace AfterSalesMesh.Mesh.Tests.Contracts;

/// <summary>An instance of any contract with every field filled, always the same.</summary>
internal static class Example
{
    public static object Of(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Guid))
        {
            return new Guid("018e4f5c-0000-7000-8000-000000000001");
        }
        if (type == typeof(string))
        {
            return $"a {name}";
        }
        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);
        }
        if (type == typeof(bool))
        {
            return true;
        }
        if (type == typeof(int) || type == typeof(long))
        {
            return Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture);
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            var items = Array.CreateInstance(item, 1);
            items.SetValue(Of(item, name), 0);
            return items;
        }
        var constructor = type.GetConstructors()
            .Single(x => x.GetParameters() is not [var one] || one.ParameterType != type);
        return constructor.Invoke([.. constructor.GetParameters().Select(x => Of(x.ParameterType, x.Name!))]);
    }
}
