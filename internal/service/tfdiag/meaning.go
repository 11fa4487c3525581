// SPDX-License-Identifier: MPL-2.0

package tfdiag

import (
	"net/http"
	"strings"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// Actions about which tfdiag has something of its own to say.
const (
	actionModify  = "ModifyInstanceCrossBackupPolicy"
	actionGetRole = "GetRole"
)

// meaning returns the row of the error's code, or a general one for its class. Its summary names the host.
func meaning(failed *rds.Error) apicode.Row {
	row := rowFor(failed)
	host, first, from := "the API", "The API", ""
	if failed.Host != "" {
		host, first, from = failed.Host, "The host "+failed.Host, " of "+failed.Host
	}
	if failed.Class() == rds.ClassDenied && explicitlyDenied(failed.Denied) {
		row.Summary = "A policy denies this call, and no other policy can allow it."
	}
	row.Summary = strings.NewReplacer("{host}", host, "{Host}", first, "{from}", from).Replace(row.Summary)
	return row
}

func rowFor(failed *rds.Error) apicode.Row {
	if failed.Status == http.StatusTooManyRequests { // a gateway may say so without any code
		return rowOf("Throttling")
	}
	if apicode.Open(failed.Code) && failed.Class() == rds.ClassDenied { // the rest of the answer says so
		row, _ := apicode.Find(failed.Action, "Forbidden.RAM")
		return row
	}
	if row, ok := apicode.Find(failed.Action, failed.Code); ok {
		return row
	}
	return unknownMeaning(failed)
}

// unknownMeaning is the row of a code that the table does not hold. The HTTP status may say more.
func unknownMeaning(failed *rds.Error) apicode.Row {
	if failed.Class() == rds.ClassUnavailable {
		return rowOf("InternalError")
	}
	row := apicode.Row{
		Kind:    apicode.KindUnknownCode,
		Summary: "The API refused the call with a code that this provider does not know.",
		Remedy: "Go by the API's message. " +
			"If it does not help, look up the code and the request id at https://api.aliyun.com/troubleshoot.",
	}
	if failed.Action == actionModify { // with which code RDS refuses an account without the role is not documented
		row.Remedy += " If this account has never used cross-region backup, " +
			"check that it has the service-linked role AliyunServiceRoleForDBS."
	}
	return row
}

// rowOf is the row of a code that the table holds.
func rowOf(code string) apicode.Row {
	row, _ := apicode.Find("", code)
	return row
}
