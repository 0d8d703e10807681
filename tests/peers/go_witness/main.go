// Judges cosigned checkpoints, receipts and witness requests with the Go team's own note and tlog packages.
//
// Reads one JSON object per line on standard input and answers each with a line "ok" or "no: reason". Hashing, proofs,
// the form of notes and which signature lines count are the packages'; splitting the two text formats around the
// checkpoint, and the message that a cosignature signs, are written here from their specifications.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Kind      string   `json:"kind"` // checkpoint, receipt, request
	Data      []byte   `json:"data"`
	Log       string   `json:"log"`
	Witnesses []string `json:"witnesses"`
	Quorum    int      `json:"quorum"`
	Entry     []byte   `json:"entry"`
	OldRoot   []byte   `json:"old_root"`
}

// witness verifies cosignatures (type 4), which the note package knows nothing of.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	if time == 0 || time > 1<<63-1 {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)
	return ed25519.Verify(w.key, []byte(signed), sig[8:])
}

func newWitness(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("witness key: form")
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != 4 {
		return nil, errors.New("witness key: algorithm")
	}
	digest := sha256.Sum256(append([]byte(parts[0]+"\n"), data...))
	if fmt.Sprintf("%x", digest[:4]) != parts[1] {
		return nil, errors.New("witness key: id")
	}
	return witness{parts[0], binary.BigEndian.Uint32(digest[:4]), data[1:]}, nil
}

// openCheckpoint verifies the log's signature and that enough of the witnesses cosigned.
func openCheckpoint(data []byte, r request) (tlog.Tree, error) {
	log, err := note.NewVerifier(r.Log)
	if err != nil {
		return tlog.Tree{}, err
	}
	verifiers := []note.Verifier{log}
	for _, vkey := range r.Witnesses {
		w, err := newWitness(vkey)
		if err != nil {
			return tlog.Tree{}, err
		}
		verifiers = append(verifiers, w)
	}
	opened, err := note.Open(data, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, cosigned := false, 0
	for _, sig := range opened.Sigs {
		if sig.Name == log.Name() && sig.Hash == log.KeyHash() {
			signed = true
		} else {
			cosigned++
		}
	}
	if !signed {
		return tlog.Tree{}, errors.New("not signed by the log")
	}
	if cosigned < r.Quorum {
		return tlog.Tree{}, fmt.Errorf("%d cosignatures of %d", cosigned, r.Quorum)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != log.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := parseSize(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := parseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func parseSize(text string) (int64, error) {
	size, err := strconv.ParseInt(text, 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != text {
		return 0, fmt.Errorf("size %q", text)
	}
	return size, nil
}

func parseHash(text string) (tlog.Hash, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(data) != tlog.HashSize || base64.StdEncoding.EncodeToString(data) != text {
		return tlog.Hash{}, fmt.Errorf("hash %q", text)
	}
	return *(*tlog.Hash)(data), nil
}

// splitProof returns the lines before the first empty one, and what is behind it.
func splitProof(data []byte) ([]string, []byte, error) {
	head, checkpoint, found := bytes.Cut(data, []byte("\n\n"))
	if !found {
		return nil, nil, errors.New("no empty line")
	}
	return strings.Split(string(head), "\n"), checkpoint, nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := parseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func checkReceipt(r request) error {
	lines, checkpoint, err := splitProof(r.Data)
	if err != nil {
		return err
	}
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("first line")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.Strict().DecodeString(lines[0][len("extra "):]); err != nil {
			return errors.New("extra")
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("no index")
	}
	index, err := parseSize(lines[0][len("index "):])
	if err != nil {
		return err
	}
	proof, err := parseHashes(lines[1:])
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(checkpoint, r)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(r.Entry))
}

func checkRequest(r request) error {
	lines, checkpoint, err := splitProof(r.Data)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(lines[0], "old ") {
		return errors.New("first line")
	}
	old, err := parseSize(lines[0][len("old "):])
	if err != nil {
		return err
	}
	proof, err := parseHashes(lines[1:])
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(checkpoint, r)
	if err != nil {
		return err
	}
	if len(r.OldRoot) != tlog.HashSize {
		return errors.New("old root")
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old, *(*tlog.Hash)(r.OldRoot))
}

func judge(r request) error {
	switch r.Kind {
	case "checkpoint":
		_, err := openCheckpoint(r.Data, r)
		return err
	case "receipt":
		return checkReceipt(r)
	case "request":
		return checkRequest(r)
	}
	return errors.New("unknown kind")
}

func main() {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		var r request
		if err := json.Unmarshal(scanner.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if err := judge(r); err != nil {
			fmt.Printf("no: %q\n", err)
		} else {
			fmt.Println("ok")
		}
	}
}
