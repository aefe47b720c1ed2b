using System.Globalization;
using System.Reflection;

namespace Platform.Hosting.Tests.PublicApi;

/// <summary>The line of one member, with <c>{type}</c> in place of its type's name; null for what others cannot see.</summary>
internal static class MemberText
{
    public static string? Of(MemberInfo member, Type type)
    {
        var text = member switch
        {
            ConstructorInfo { IsStatic: false } c when IsVisible(c) => $"{Access(c)}{{type}}.new({Parameters(c)})",
            MethodInfo m when IsVisible(m) && !IsOverride(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) => Method(m),
            PropertyInfo p when Accessors(p) is { Length: > 0 } accessors && !IsOverride(accessors[0]) => Property(p, accessors),
            EventInfo { AddMethod: { } add } e when IsVisible(add) && !IsOverride(add) =>
                $"{Access(add)}{{type}}.{e.Name}: {Modifiers(add)}event {TypeText.Of(e)}",
            FieldInfo f when (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName => Field(f),
            _ => null,
        };
        return text is null ? null : ApiListing.Attributes(member) + text;
    }

    private static string Method(MethodInfo m)
    {
        var generic = m.IsGenericMethodDefinition ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : "";
        return $"{Access(m)}{{type}}.{m.Name}{generic}({Parameters(m)}): {Modifiers(m)}{TypeText.Of(m.ReturnParameter)}{GenericConstraints.Of(m)}";
    }

    private static string Property(PropertyInfo p, MethodInfo[] accessors)
    {
        var index = p.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var required = ApiListing.Has(p, "RequiredMemberAttribute") ? "required " : "";
        var access = string.Concat(accessors.Select(a => $"{(a.IsPublic ? "" : "protected ")}{AccessorName(a)}; "));
        return $"{{type}}.{p.Name}{index}: {required}{Modifiers(accessors[0])}{TypeText.Of(p)} {{ {access}}}";
    }

    private static string AccessorName(MethodInfo accessor)
    {
        if (accessor.ReturnType != typeof(void))
        {
            return "get";
        }

        return accessor.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ? "init" : "set";
    }

    private static string Field(FieldInfo f)
    {
        if (f.IsLiteral)
        {
            var value = Convert.ToString(f.GetRawConstantValue(), CultureInfo.InvariantCulture);
            return $"{{type}}.{f.Name}: const {TypeText.Of(f.FieldType)} = {value}";
        }

        return $"{(f.IsPublic ? "" : "protected ")}{{type}}.{f.Name}: {(f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{TypeText.Of(f)}";
    }

    private static string Parameters(MethodBase method)
    {
        var extension = ApiListing.Has(method, "ExtensionAttribute") ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo p)
    {
        var direction = p.ParameterType.IsByRef ? p.IsOut ? "out " : p.IsIn ? "in " : "ref " : "";
        var many = p.CustomAttributes.Any(a => a.AttributeType.Name is "ParamArrayAttribute" or "ParamCollectionAttribute") ? "params " : "";
        var value = p.HasDefaultValue ? $" = {Value(p.RawDefaultValue)}" : "";
        return $"{direction}{many}{TypeText.Of(p)} {p.Name}{value}";
    }

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Modifiers(MethodInfo m) => m switch
    {
        { IsStatic: true, IsAbstract: true } => "static abstract ",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static MethodInfo[] Accessors(PropertyInfo p) => p.GetAccessors(nonPublic: true).Where(IsVisible).ToArray();

    private static string Access(MethodBase m) => m.IsPublic ? "" : "protected ";

    private static bool IsVisible(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    // What overrides a member shows nothing that its base does not.
    private static bool IsOverride(MethodInfo m) => m.IsVirtual && !m.Attributes.HasFlag(MethodAttributes.NewSlot) && m.GetBaseDefinition() != m;
}
