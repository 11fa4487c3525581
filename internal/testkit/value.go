// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Attributes are the values of a configuration. What is left out is null, and a block that is left out is empty.
type Attributes map[string]any

// Unknown stands for a value that is known after apply.
type Unknown struct{}

// Value builds a value of a type out of Attributes, slices of these, of text or of any, Unknown, and plain values.
func Value(kind tftypes.Type, value any) (tftypes.Value, error) {
	switch value := value.(type) {
	case tftypes.Value:
		return value, nil
	case Unknown:
		return tftypes.NewValue(kind, tftypes.UnknownValue), nil
	case nil:
		if list, isList := kind.(tftypes.List); isList {
			return tftypes.NewValue(list, []tftypes.Value{}), nil // blocks that are left out are empty, as Terraform sends them
		}
		return tftypes.NewValue(kind, nil), nil
	case Attributes:
		return objectOf(kind, value)
	case map[string]string:
		return mapOf(kind, value)
	case []Attributes:
		return collectionOf(kind, value)
	case []string:
		return collectionOf(kind, value)
	case []any:
		return collectionOf(kind, value)
	default:
		if err := tftypes.ValidateValue(kind, value); err != nil {
			return tftypes.Value{}, fmt.Errorf("build a value: %w", err)
		}
		return tftypes.NewValue(kind, value), nil
	}
}

func objectOf(kind tftypes.Type, value Attributes) (tftypes.Value, error) {
	object, isObject := kind.(tftypes.Object)
	if !isObject {
		return tftypes.Value{}, fmt.Errorf("%v is no object", kind)
	}
	members := map[string]tftypes.Value{}
	for name, member := range object.AttributeTypes {
		built, err := Value(member, value[name])
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("attribute %s: %w", name, err)
		}
		members[name] = built
	}
	for name := range value {
		if _, exists := members[name]; !exists {
			return tftypes.Value{}, fmt.Errorf("there is no attribute %s", name)
		}
	}
	return tftypes.NewValue(object, members), nil
}

func mapOf(kind tftypes.Type, values map[string]string) (tftypes.Value, error) {
	members := map[string]tftypes.Value{}
	for name, value := range values {
		members[name] = tftypes.NewValue(tftypes.String, value)
	}
	if err := tftypes.ValidateValue(kind, members); err != nil {
		return tftypes.Value{}, fmt.Errorf("build a map: %w", err)
	}
	return tftypes.NewValue(kind, members), nil
}

func collectionOf[T any](kind tftypes.Type, values []T) (tftypes.Value, error) {
	var element tftypes.Type
	switch kind := kind.(type) {
	case tftypes.List:
		element = kind.ElementType
	case tftypes.Set:
		element = kind.ElementType
	default:
		return tftypes.Value{}, fmt.Errorf("%v is no collection", kind)
	}
	members := make([]tftypes.Value, 0, len(values))
	for _, value := range values {
		built, err := Value(element, value)
		if err != nil {
			return tftypes.Value{}, err
		}
		members = append(members, built)
	}
	return tftypes.NewValue(kind, members), nil
}

// Plain turns a value of the protocol into Go's own types: nil, Unknown, string, bool, int64, map[string]any and []any.
// A number that is not whole is a float64.
func Plain(value tftypes.Value) any {
	switch kind := value.Type(); {
	case !value.IsKnown():
		return Unknown{}
	case value.IsNull():
		return nil
	case kind.Is(tftypes.String):
		return as[string](value)
	case kind.Is(tftypes.Bool):
		return as[bool](value)
	case kind.Is(tftypes.Number):
		number := as[big.Float](value)
		if whole, accuracy := number.Int64(); accuracy == big.Exact {
			return whole
		}
		fraction, _ := number.Float64()
		return fraction
	case kind.Is(tftypes.Object{}), kind.Is(tftypes.Map{}):
		object := map[string]any{}
		for name, member := range as[map[string]tftypes.Value](value) {
			object[name] = Plain(member)
		}
		return object
	default:
		list := []any{}
		for _, member := range as[[]tftypes.Value](value) {
			list = append(list, Plain(member))
		}
		return list
	}
}

// as converts a value to the Go type that its own type asks for.
func as[T any](value tftypes.Value) (target T) {
	if err := value.As(&target); err != nil {
		panic(fmt.Sprintf("%s: %v", value, err))
	}
	return target
}
