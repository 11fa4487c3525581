// SPDX-License-Identifier: MPL-2.0

package message_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

func TestFunctionError(t *testing.T) {
	t.Parallel()
	got := message.InvalidValue.FunctionError(2, "format takes A or B.")
	want := function.NewArgumentFuncError(2, "format takes A or B. (INVALID_VALUE)")
	if !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
