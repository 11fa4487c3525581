// SPDX-License-Identifier: MPL-2.0

package message

import "github.com/hashicorp/terraform-plugin-framework/function"

// FunctionError makes the error of a function about one of its arguments, counted from 0. Such an error is one text
// without a headline: Terraform names the function and the argument before it.
func (m Message) FunctionError(argument int64, detail string) *function.FuncError {
	return function.NewArgumentFuncError(argument, WithCode(detail, m.Code))
}

// FunctionFailure is FunctionError for what no argument causes.
func (m Message) FunctionFailure(detail string) *function.FuncError {
	return function.NewFuncError(WithCode(detail, m.Code))
}
