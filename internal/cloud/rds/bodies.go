// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"bytes"
	"encoding/json"
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

// shownNames are the parameters and answer fields whose values may be shown: policy settings, ids, statuses, times,
// counts and codes. Everything else is hidden: keys, tokens, signatures and nonces, links, and free text such as
// descriptions and messages, which can hold anything.
const shownNames = `
	Action Version Format RegionId Timestamp RequestId Code
	DBInstanceId InstanceId MasterInstanceId DBInstanceStatus LockMode Engine EngineVersion Category DBInstanceType
	DBInstanceClass DBInstanceClassType
	DBInstanceStorage DBInstanceStorageType PayType KindCode ColdDataEnabled ScaleMin ScaleMax CreationTime CreateTime
	BackupEnabled BackupEnabledTime LogBackupEnabled LogBackupEnabledTime CrossBackupRegion CrossBackupType RetentType
	Retention Region RestoreRegion
	BackupJobId BackupProgressStatus BackupStatus Process JobMode TaskAction
	CrossBackupId CrossBackupSetSize BackupId BackupType BackupMethod BackupSetScale BackupSetStatus BackupStartTime
	BackupEndTime ConsistentTime CrossLogBackupId CrossLogBackupSize LogBeginTime LogEndTime LinkExpiredTime
	RecoveryBeginTime RecoveryEndTime BackupLog PreferredBackupTime PreferredBackupPeriod BackupRetentionPeriod
	LogBackupRetentionPeriod
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

// showAnswer shows a JSON answer: its whole structure, and the values that may be shown.
func showAnswer(body []byte, hide *secrets) string {
	if len(bytes.TrimSpace(body)) == 0 {
		return ""
	}
	var answer any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	err := decoder.Decode(&answer)
	if err == nil {
		body, err = json.Marshal(showable("", answer, 0, hide))
	}
	if err != nil {
		return fmt.Sprintf("%s (%d bytes that are not JSON)", hidden, len(body))
	}
	return bounded(string(body))
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

// showable is what may be shown of a value. Items of a list have the name of the list, and only the first ones are
// kept.
func showable(name string, value any, depth int, hide *secrets) any {
	if depth > maxShownDepth {
		return hidden
	}
	switch value := value.(type) {
	case nil:
		return nil // that a field is empty is no secret, and often the cause
	case map[string]any:
		object := make(map[string]any, len(value))
		for field, inner := range value {
			object[redact(field, hide)] = showable(field, inner, depth+1, hide)
		}
		return object
	case []any:
		items := []any{}
		for _, item := range value[:min(len(value), maxShownItems)] {
			items = append(items, showable(name, item, depth+1, hide))
		}
		if more := len(value) - maxShownItems; more > 0 {
			items = append(items, fmt.Sprintf("... %d more", more))
		}
		return items
	}
	return showValue(name, fmt.Sprint(value), hide)
}
