using System.Reflection;

namespace Platform.Hosting.Tests.PublicApi;

/// <summary>Types as C# writes them, with full names and with <c>?</c> where null is allowed.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(char)] = "char", [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(int)] = "int",
        [typeof(long)] = "long", [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal",
    };

    public static string Of(ParameterInfo p) => Of(p.ParameterType, new NullabilityInfoContext().Create(p));

    public static string Of(PropertyInfo p) => Of(p.PropertyType, new NullabilityInfoContext().Create(p));

    public static string Of(FieldInfo f) => Of(f.FieldType, new NullabilityInfoContext().Create(f));

    public static string Of(EventInfo e) => Of(e.EventHandlerType!, new NullabilityInfoContext().Create(e));

    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        var mark = type is { IsValueType: false, IsGenericParameter: false }
            && (nullability?.ReadState is NullabilityState.Nullable || nullability?.WriteState is NullabilityState.Nullable) ? "?" : "";

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        return s_keywords.TryGetValue(type, out var keyword) ? keyword + mark : Name(type, nullability) + mark;
    }

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var all = type.GetGenericArguments();
        var outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var simple = type.Name.Split('`')[0];
        if (all.Length > outer)
        {
            var arguments = all.Skip(outer).Select((t, i) => Of(t, nullability?.GenericTypeArguments.ElementAtOrDefault(outer + i)));
            simple += $"<{string.Join(", ", arguments)}>";
        }

        return type.DeclaringType is { } declaring ? $"{Of(declaring)}.{simple}" : $"{type.Namespace}.{simple}";
    }
}
