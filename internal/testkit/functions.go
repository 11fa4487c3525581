// SPDX-License-Identifier: MPL-2.0

package testkit

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Call calls a function of the provider over the protocol, with arguments that are a string, a Number or a value.
// Without an error the result is what [Plain] makes of it.
func Call(t testing.TB, name string, arguments ...any) (any, *tfprotov6.FunctionError) {
	t.Helper()
	whole, _ := schemas()
	s := Unconfigured(t, nil)
	definition, exists := whole.Functions[name]
	if !exists {
		t.Fatalf("there is no function %s", name)
	}
	request := &tfprotov6.CallFunctionRequest{Name: name}
	for i, argument := range arguments {
		parameter := definition.VariadicParameter
		if i < len(definition.Parameters) {
			parameter = definition.Parameters[i]
		}
		packed, err := tfprotov6.NewDynamicValue(parameter.Type, argumentValue(t, argument))
		if err != nil {
			t.Fatal(err)
		}
		request.Arguments = append(request.Arguments, &packed)
	}
	response, err := s.Server.CallFunction(s.ctx, request)
	s.must(err)
	if response.Error != nil {
		return nil, response.Error
	}
	return Plain(s.value(definition.Return.Type, response.Result)), nil
}

// Number is a number as a configuration writes it, such as 0.1.
type Number string

func argumentValue(t testing.TB, argument any) tftypes.Value {
	t.Helper()
	switch argument := argument.(type) {
	case tftypes.Value:
		return argument
	case string:
		return tftypes.NewValue(tftypes.String, argument)
	case Number:
		number, _, err := big.ParseFloat(string(argument), 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		return tftypes.NewValue(tftypes.Number, number)
	}
	t.Fatalf("%T is no argument", argument)
	return tftypes.Value{}
}
