// SPDX-License-Identifier: MPL-2.0

package nearest_test

import (
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/nearest"
)

func TestWord(t *testing.T) {
	t.Parallel()
	policies := []string{"DISABLE", "DISABLE_AND_EXPIRE", "ABANDON", "PREVENT"}
	engines := []string{"MariaDB", "MySQL", "PostgreSQL", "SQLServer"}
	modes := []string{"ENFORCE", "WARN", "OFF"}
	codes := []string{"SERVERLESS", "SQLSERVER_SHARED_CLASS", "SQLSERVER_SNAPSHOT", "POSTGRESQL_NEW_GENERAL_PURPOSE"}
	regions := []string{"cn-hangzhou", "cn-hangzhou-finance", "cn-heyuan", "ap-southeast-1", "ap-southeast-2"}
	for name, tt := range map[string]struct {
		words []string
		got   string
		want  string // "" proposes nothing
	}{
		"the word":                {policies, "PREVENT", "PREVENT"},
		"other letters":           {policies, "disable", "DISABLE"},
		"hyphens":                 {policies, "disable-and-expire", "DISABLE_AND_EXPIRE"},
		"blanks around":           {policies, " ABANDON\n", "ABANDON"},
		"a letter is missing":     {policies, "PREVNT", "PREVENT"},
		"a letter too many":       {policies, "DISABLED", "DISABLE"},
		"more letters behind":     {modes, "WARNING", "WARN"},
		"most of the word":        {engines, "postgres", "PostgreSQL"},
		"two edits":               {engines, "postgress", "PostgreSQL"},
		"a blank in the word":     {engines, "sql server", "SQLServer"},
		"another product":         {engines, "mssql", ""},
		"a short word":            {modes, "ON", ""},
		"too little of the word":  {policies, "DIS", ""},
		"nothing like it":         {policies, "DELETE_EVERYTHING", ""},
		"half of a code":          {codes, "SHARED_CLASS", "SQLSERVER_SHARED_CLASS"},
		"two codes begin alike":   {codes, "SQLSERVER", ""},
		"a code with hyphens":     {codes, "postgresql-new-general-purpos", "POSTGRESQL_NEW_GENERAL_PURPOSE"},
		"a zone":                  {regions, "cn-hangzhou-h", "cn-hangzhou"},
		"a zone of a short word":  {regions, "cn-heyuan-b", "cn-heyuan"},
		"a name":                  {regions, "Hangzhou", "cn-hangzhou"},
		"two are equally near":    {regions, "ap-southeast-4", ""},
		"a region of another use": {regions, "cn-hangzhou-acdr-1", ""},
		"empty":                   {policies, "", ""},
		"blanks":                  {policies, "  ", ""},
		"no words":                {nil, "DISABLE", ""},
		"absurdly long":           {policies, strings.Repeat("DISABLE", 100_000), ""},
		"other alphabets":         {regions, "杭州", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := nearest.Word(tt.got, tt.words)
			if ok != (tt.want != "") || ok && got != tt.want {
				t.Errorf("Word(%.40q) = %q, %t; want %q", tt.got, got, ok, tt.want)
			}
		})
	}
}
