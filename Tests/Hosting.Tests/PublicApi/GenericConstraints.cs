using System.Reflection;

namespace Platform.Hosting.Tests.PublicApi;

/// <summary>The <c>where</c> clauses of a generic type or method; empty when there are none.</summary>
internal static class GenericConstraints
{
    public static string Of(Type type) => type.IsGenericTypeDefinition ? Of(type.GetGenericArguments()) : "";

    public static string Of(MethodInfo method) => method.IsGenericMethodDefinition ? Of(method.GetGenericArguments()) : "";

    private static string Of(Type[] parameters) => string.Concat(parameters.Select(Clause).OfType<string>());

    private static string? Clause(Type parameter)
    {
        var special = parameter.GenericParameterAttributes;
        var variance = special.HasFlag(GenericParameterAttributes.Covariant) ? "out "
            : special.HasFlag(GenericParameterAttributes.Contravariant) ? "in " : "";
        var isStruct = special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var constraints = new List<string>();
        if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Add("class");
        }

        if (isStruct)
        {
            constraints.Add("struct");
        }

        constraints.AddRange(parameter.GetGenericParameterConstraints().Where(t => t != typeof(ValueType)).Select(t => TypeText.Of(t)).Order(StringComparer.Ordinal));
        if (special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 && variance.Length == 0 ? null : $" where {variance}{parameter.Name} : {string.Join(", ", constraints)}";
    }
}
