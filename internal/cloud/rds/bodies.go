// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

// Bounds of what is shown of an answer.
const (
	maxShown      = 4 << 10
	maxShownItems = 3
	maxShownDepth = 8
)

// shownNames are the parameters and answer fields whose values may be shown: policy settings, ids, statuses, times, counts and codes. Everything else is
// hidden: keys, tokens, signatures and nonces, links, and free text such as descriptions and messages, which can hold anything.
const shownNames = `
	Action Version Format RegionId Timestamp RequestId Code
	DBInstanceId InstanceId MasterInstanceId DBInstanceStatus LockMode Engine EngineVersion Category DBInstanceType DBInstanceClass DBInstanceClassType
	DBInstanceStorage DBInstanceStorageType PayType KindCode ColdDataEnabled ScaleMin ScaleMax CreationTime CreateTime
	BackupEnabled BackupEnabledTime LogBackupEnabled LogBackupEnabledTime CrossBackupRegion CrossBackupType RetentType Retention Region RestoreRegion
	CrossBackupId CrossBackupSetSize BackupId BackupType BackupMethod BackupSetScale BackupSetStatus BackupStartTime BackupEndTime ConsistentTime
	RecoveryBeginTime RecoveryEndTime BackupLog PreferredBackupTime PreferredBackupPeriod BackupRetentionPeriod LogBackupRetentionPeriod
	StartTime EndTime PageNumber PageSize PageRecordCount ItemsNumbers TotalRecordCount TotalRecords
	AccountId IdentityType RoleName RoleArn DurationSeconds Expiration SecureTransport`

// shown is the set of shownNames in lower case, since the API is not consistent about it.
var shown = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(shownNames) {
		set[strings.ToLower(name)] = true
	}
	return set
})

// noBodies are the bodies of a call that was not sent.
func noBodies() (request, answer string) { return "", "" }

// bodies returns what shows an exchange. It must not fail, whatever the answer holds.
func bodies(sent requests.AcsRequest, body []byte, hide *secrets) func() (request, answer string) {
	return func() (request, answer string) {
		defer func() {
			if recover() != nil {
				request, answer = hidden, hidden
			}
		}()
		parameters := maps.Clone(sent.GetQueryParams())
		maps.Copy(parameters, sent.GetFormParams())
		return showParameters(parameters, hide), showAnswer(body, hide)
	}
}

// showParameters lists the parameters of a call. Those of the signature are left out, since every call has them.
func showParameters(parameters map[string]string, hide *secrets) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if strings.HasPrefix(name, "Signature") || name == "AccessKeyId" || name == "SecurityToken" {
			continue
		}
		list = append(list, redact(name, hide)+"="+showValue(name, parameters[name], hide))
	}
	return bounded(strings.Join(list, " "))
}

// showAnswer outlines a JSON answer: its whole structure, and the values that may be shown.
func showAnswer(body []byte, hide *secrets) string {
	if len(bytes.TrimSpace(body)) == 0 {
		return ""
	}
	o := &outline{decoder: json.NewDecoder(bytes.NewReader(body)), hide: hide}
	o.decoder.UseNumber()
	if err := o.value("", 0); err != nil && !errors.Is(err, errOutlined) {
		return fmt.Sprintf("%s (%d bytes that are not JSON)", hidden, len(body))
	}
	return bounded(o.out.String())
}

func bounded(text string) string {
	if len(text) > maxShown {
		text = strings.ToValidUTF8(text[:maxShown], "") + "..."
	}
	return text
}

// showValue returns the value if its name allows that. Keys never show, whatever the name.
func showValue(name, value string, hide *secrets) string {
	if !shown()[strings.ToLower(name)] {
		return hidden
	}
	return redact(value, hide)
}

// outline walks through a JSON text until it has written enough.
type outline struct {
	decoder *json.Decoder
	hide    *secrets
	out     strings.Builder
}

// errOutlined ends the walk.
var errOutlined = errors.New("the outline ends here")

// value writes the next value. Items of a list have the list's name.
func (o *outline) value(name string, depth int) error {
	token, err := o.decoder.Token()
	switch {
	case err != nil:
		return err
	case depth > maxShownDepth:
		o.out.WriteString(hidden)
		return errOutlined
	case o.out.Len() > maxShown:
		return errOutlined
	}
	switch token {
	case json.Delim('{'):
		return o.object(depth)
	case json.Delim('['):
		return o.list(name, depth)
	case nil:
		o.out.WriteString("null") // that a field is empty is no secret, and often the cause
		return nil
	}
	quoted, err := json.Marshal(showValue(name, fmt.Sprint(token), o.hide))
	o.out.Write(quoted)
	return err
}

func (o *outline) object(depth int) error {
	o.out.WriteString("{")
	for first := true; o.decoder.More(); first = false {
		token, err := o.decoder.Token()
		if err != nil {
			return err
		}
		name := fmt.Sprint(token)
		quoted, err := json.Marshal(redact(name, o.hide))
		if err != nil {
			return err
		}
		if !first {
			o.out.WriteString(",")
		}
		o.out.Write(quoted)
		o.out.WriteString(":")
		if err := o.value(name, depth+1); err != nil {
			return err
		}
	}
	o.out.WriteString("}")
	_, err := o.decoder.Token()
	return err
}

// list shows the first items, and how many more there are.
func (o *outline) list(name string, depth int) error {
	o.out.WriteString("[")
	items := 0
	for ; o.decoder.More(); items++ {
		if items >= maxShownItems {
			var skipped json.RawMessage
			if err := o.decoder.Decode(&skipped); err != nil {
				return err
			}
			continue
		}
		if items > 0 {
			o.out.WriteString(",")
		}
		if err := o.value(name, depth+1); err != nil {
			return err
		}
	}
	if items > maxShownItems {
		fmt.Fprintf(&o.out, ",... %d more", items-maxShownItems)
	}
	o.out.WriteString("]")
	_, err := o.decoder.Token()
	return err
}
