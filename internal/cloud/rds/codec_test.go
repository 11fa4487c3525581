// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

func TestCodec_fieldsInEverySpelling(t *testing.T) {
	t.Parallel()
	day := time.Date(2019, 6, 12, 5, 44, 21, 0, time.UTC)
	minute := time.Date(2019, 6, 12, 5, 44, 0, 0, time.UTC)
	type fields struct {
		F flag
		N number
		T text
		M moment
		L list[text]
	}
	cases := map[string]struct {
		raw  string
		want fields
		fail bool
	}{
		"Enable":                 {raw: `{"F":"Enable"}`, want: fields{F: true}},
		"Enabled":                {raw: `{"F":"Enabled"}`, want: fields{F: true}},
		"enable in lower case":   {raw: `{"F":"enable"}`, want: fields{F: true}},
		"on as text 1":           {raw: `{"F":"1"}`, want: fields{F: true}},
		"on as number 1":         {raw: `{"F":1}`, want: fields{F: true}},
		"on as true":             {raw: `{"F":true}`, want: fields{F: true}},
		"on as text true":        {raw: `{"F":"True"}`, want: fields{F: true}},
		"Disable":                {raw: `{"F":"Disable"}`},
		"Disabled":               {raw: `{"F":"Disabled"}`},
		"off as 0":               {raw: `{"F":0}`},
		"off as text 0":          {raw: `{"F":"0"}`},
		"off as false":           {raw: `{"F":false}`},
		"off as empty text":      {raw: `{"F":""}`},
		"off as null":            {raw: `{"F":null}`},
		"off as text null":       {raw: `{"F":"null"}`},
		"off as absent":          {raw: `{}`},
		"neither on nor off":     {raw: `{"F":"perhaps"}`, fail: true},
		"switch as object":       {raw: `{"F":{}}`, fail: true},
		"number":                 {raw: `{"N":15}`, want: fields{N: 15}},
		"number as text":         {raw: `{"N":"15"}`, want: fields{N: 15}},
		"number with zeros":      {raw: `{"N":15.0}`, want: fields{N: 15}},
		"large number":           {raw: `{"N":9007199254740993}`, want: fields{N: 9007199254740993}},
		"number as empty text":   {raw: `{"N":""}`},
		"number as null":         {raw: `{"N":null}`},
		"number with a fraction": {raw: `{"N":1.5}`, fail: true},
		"number as word":         {raw: `{"N":"many"}`, fail: true},
		"text":                   {raw: `{"T":"14.0"}`, want: fields{T: "14.0"}},
		"text as number":         {raw: `{"T":5.6}`, want: fields{T: "5.6"}},
		"text as null":           {raw: `{"T":null}`},
		"text as array":          {raw: `{"T":[]}`, fail: true},
		"time with seconds":      {raw: `{"M":"2019-06-12T05:44:21Z"}`, want: fields{M: moment{day}}},
		"time with milliseconds": {raw: `{"M":"2019-06-12T05:44:21.000Z"}`, want: fields{M: moment{day}}},
		"time with offset":       {raw: `{"M":"2019-06-12T13:44:21+08:00"}`, want: fields{M: moment{day}}},
		"time without seconds":   {raw: `{"M":"2019-06-12T05:44Z"}`, want: fields{M: moment{minute}}},
		"time with a space":      {raw: `{"M":"2019-06-12 05:44:21"}`, want: fields{M: moment{day}}},
		"time as epoch":          {raw: `{"M":1560318261}`, want: fields{M: moment{day}}},
		"time as epoch text":     {raw: `{"M":"1560318261"}`, want: fields{M: moment{day}}},
		"time as epoch in ms":    {raw: `{"M":1560318261000}`, want: fields{M: moment{day}}},
		"no time":                {raw: `{"M":""}`},
		"no time as 0":           {raw: `{"M":0}`},
		"time as word":           {raw: `{"M":"yesterday"}`, fail: true},
		"list wrapped":           {raw: `{"L":{"Item":["a","b"]}}`, want: fields{L: list[text]{"a", "b"}}},
		"list bare":              {raw: `{"L":["a"]}`, want: fields{L: list[text]{"a"}}},
		"list empty":             {raw: `{"L":{"Item":[]}}`, want: fields{L: list[text]{}}},
		"list null":              {raw: `{"L":null}`},
		"list wrapper null":      {raw: `{"L":{"Item":null}}`},
		"list empty text":        {raw: `{"L":""}`},
		"list as word":           {raw: `{"L":"none"}`, fail: true},
		"list of two arrays":     {raw: `{"L":{"A":["a"],"B":["b"]}}`, fail: true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got fields
			err := json.Unmarshal([]byte(tc.raw), &got)
			if (err != nil) != tc.fail {
				t.Fatalf("error %v, want one: %v", err, tc.fail)
			}
			if !tc.fail && !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestCodec_engineSpellings(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"mysql":      EngineMySQL,
		"MySQL":      EngineMySQL,
		"pgsql":      EnginePostgreSQL,
		"postgresql": EnginePostgreSQL,
		"PostgreSQL": EnginePostgreSQL,
		"postgres":   EnginePostgreSQL,
		"mssql":      EngineSQLServer,
		"SQLServer":  EngineSQLServer,
		"sqlserver":  EngineSQLServer,
		"MariaDB":    EngineMariaDB,
		"PPAS":       "PPAS",
		"":           "",
		"null":       "",
	}
	for raw, want := range cases {
		if got := engineName(raw); got != want {
			t.Errorf("engineName(%q) = %q, want %q", raw, got, want)
		}
	}
}
