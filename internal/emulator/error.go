// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// errorRow is what the API answers for one code. "{arg}" in the message is replaced by the argument of the refusal.
type errorRow struct {
	status  int
	message string
}

// apiError is an answer that is not a success. Status and message come from the error table unless a fault sets them.
type apiError struct {
	Code    string
	Status  int
	Message string
	// Denied names the RAM action when the permission check refused the call.
	Denied string
}

func (e *apiError) Error() string { return e.Code + ": " + e.Message }

// refuse returns the answer for a code of the table. It panics for a code without a row, which is a mistake of the
// emulator.
func refuse(code, arg string) *apiError {
	row, ok := errorTable[code]
	if !ok {
		panic("emulator: the error table has no row for code " + code)
	}
	return &apiError{Code: code, Status: row.status, Message: strings.ReplaceAll(row.message, "{arg}", arg)}
}

// toAPIError turns what a handler returned into an answer. It panics for anything but a refusal, which is a mistake of
// the emulator.
func toAPIError(err error) *apiError {
	var answer *apiError
	if errors.As(err, &answer) {
		return answer
	}
	var refusal fleet.Refusal
	if errors.As(err, &refusal) {
		return refuse(refusal.Code, refusal.Arg)
	}
	panic("emulator: a handler returned an error without a code: " + err.Error())
}
